"""Why anything is judged: the catalogue as data, the profiles that weigh it and the editions that certify."""
