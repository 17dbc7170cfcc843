"""The register of contacts: who came to which service, on which day, sent by whom, and where they were sent on to."""
