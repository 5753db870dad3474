"""The SDKs that are tried, each with a version of about the age of the document."""

from tests.sdks.environments import Sdk

SDKS = (
    Sdk("hcloud", "hetzner-cloud.json", ("hcloud==2.16.0",)),
    Sdk("svix", "svix.json", ("svix==2.9.1",)),
    Sdk("kratos", "ory-kratos.json", ("ory-kratos-client==25.4.0",)),
    Sdk("lakefs", "lakefs.yaml", ("lakefs-sdk==1.88.0",)),
    Sdk(
        "discord",
        "discord.json",
        ("@discordjs/rest@2.6.3", "@discordjs/core@2.6.0", "discord-api-types@0.38.57"),
    ),
    Sdk(
        "influxdb",
        "influxdb-oss.yaml",
        ("@influxdata/influxdb-client-apis@1.35.0", "@influxdata/influxdb-client@1.35.0"),
    ),
    Sdk("twilio", "twilio-api.yaml", ("twilio==9.13.0",)),
    Sdk("lob", "lob.yaml", ("lob-python==5.2.1",)),
    Sdk("spotify", "spotify.yaml", ("spotipy==2.26.0",)),
    Sdk("box", "box.json", ("box-sdk-gen==1.17.0",)),
    Sdk(
        "museum", "redocly-museum.yaml", ("openapi-python-client==0.29.1",),
        "{home}/bin/python -m openapi_python_client generate --meta none"
        " --path {document} --output-path {into} --overwrite",
    ),
    Sdk(
        "petclinic", "spring-petclinic.yaml", ("openapi-typescript-codegen@0.31.0", "esbuild@0.28.2"),
        "{home}/node_modules/.bin/openapi --input {document} --output {into} --client fetch"
        " && {home}/node_modules/.bin/esbuild {into}/index.ts --bundle --format=esm --outfile={into}/index.mjs",
    ),
)  # fmt: skip
