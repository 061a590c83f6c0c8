"""One run from options to report; knows neither pytest nor the protocol."""
