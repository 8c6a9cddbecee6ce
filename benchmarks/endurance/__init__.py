"""Mixed load on a real mock and a real proxy for an hour, beside a plain model of what is to be remembered."""
