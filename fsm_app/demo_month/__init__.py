"""A made-up appliance maker and a month of its service, played through the app: `make demo`, and a real site's empty company."""
