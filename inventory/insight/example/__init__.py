"""Example data: two invented digibanken with a year behind them, walked through the same deeds as a real one."""
