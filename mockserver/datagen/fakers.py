"""Faker, fast and without the wall clock: one generator per locale, its randomness handed in."""

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from faker import Generator as FakerGenerator

# Providers outside Faker's date_time module that read the clock all the same.
_CLOCKED = frozenset(
    {"profile", "simple_profile", "passport_dates", "passport_dob", "passport_full", "passport_owner",
     "credit_card_expire", "credit_card_full", "seed", "seed_instance", "seed_locale", "add_provider"}
)  # fmt: skip
_UNCLOCKED = frozenset({"timezone", "pytimezone", "am_pm", "month_name", "day_of_week"})


class Fakers:
    """The Faker generators of one run; Faker itself is imported when the first is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, FakerGenerator] = {}
        self._naming: dict[str, FakerGenerator] = {}

    def of(self, locale: str, random: Random) -> "FakerGenerator":
        """The generator of a locale that Faker knows, drawing from `random`."""
        made = self._made.get(locale)
        if made is None:
            from faker import Faker  # noqa: PLC0415 - serving stored fixtures must not pay for this import

            # The proxy that Faker() returns costs twice as much a call; weighting costs thirty times as much.
            made = self._made[locale] = Faker(locale, use_weighting=False)._factories[0]  # noqa: SLF001
        made.random = random
        return made

    def naming(self, locale: str, random: Random) -> "FakerGenerator":
        """What draws names of people alone: the same as `of` draws, made in an eighth of its time."""
        made = self._naming.get(locale)
        if made is None:
            from faker.factory import Factory  # noqa: PLC0415 - as above

            made = Factory.create(locale, providers=["faker.providers.person"], use_weighting=False)
            self._naming[locale] = made
        made.random = random
        return made

    def locales(self) -> list[str]:
        """The names of all locales that Faker knows."""
        from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415 - as above

        return sorted(AVAILABLE_LOCALES)

    def has(self, locale: str) -> bool:
        """Whether Faker knows the locale."""
        return locale in self.locales()

    def provider(self, name: str, locale: str, random: Random) -> "Callable[..., Any] | None":
        """A provider by its name, or None when there is none that draws from `random` alone."""
        return getattr(self.of(locale, random), name) if name in self.names(locale) else None

    def names(self, locale: str = "en_US") -> list[str]:
        """The names of all providers that depend on nothing but the randomness."""
        from faker.providers.date_time import Provider  # noqa: PLC0415 - as above

        clocked = (set(vars(Provider)) - _UNCLOCKED) | _CLOCKED
        generator = self.of(locale, Random(0))
        known = {
            name
            for provider in generator.get_providers()
            for name in dir(provider)
            if not name.startswith("_") and callable(getattr(provider, name, None))
        }
        return sorted(known - clocked)
