"""The SDKs that are tried, each with a version of about the age of the document."""

from tests.sdks.environments import Sdk

SDKS = (
    Sdk("hcloud", "hetzner-cloud.json", ("hcloud==2.16.0",)),
    Sdk("svix", "svix.json", ("svix==2.9.1",)),
)
