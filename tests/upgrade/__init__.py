"""A site of an earlier version is upgraded to this checkout, and everything is there: make test-upgrade BENCH=... SITE=...

Not part of `make test`, for it installs, migrates and uninstalls, which takes three minutes. It works on a copy of the
site, which it makes and drops; the site itself, with or without the app, stays as it is. For this
`common_site_config.json` must name the database's `root_password`. While it runs, the bench's apps/fsm_app is the earlier
version; afterwards it is what it was. `make test-bench` must have run there once, so that the environment is complete.

In this order:

- upgrade.py leads through all of it, and says which version is upgraded: FROM, a commit.
- seed_old_site.py makes records of every kind with that version, in a temporary folder.
- test_upgraded_site.py looks at the site after two migrates, and works on it.
- test_uninstalled_site.py looks at what is left when the app is gone.

stored_rows.py reads a whole database, to compare it with what it was.
"""
