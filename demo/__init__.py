"""The app at work without a bench: a month at a made-up appliance maker, or a real event log, on the stand-in site.

`python -m demo` plays, `python -m demo serve` shows the result over HTTP. Never installed with the app.
"""
