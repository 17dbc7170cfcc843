"""Looking back over everything: today, the indicators, the exports. Imported by nobody."""
