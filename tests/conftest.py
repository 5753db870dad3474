from hypothesis import settings

# Where CI is set, Hypothesis loads its own "ci" profile, with the same examples each time. Ours looks for new
# ones everywhere, prints what reproduces a failure, and has no deadline because shared cores are no clock.
settings.register_profile("ci", derandomize=False, print_blob=True, deadline=None)
settings.load_profile("ci")
