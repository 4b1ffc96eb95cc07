"""One module per verb, each with run(options) → exit status; imported when its verb is used."""
