"""`report.html`: one file that a person opens without a network, in Chinese or English, on paper or a phone."""
