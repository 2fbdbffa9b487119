"""Stories under law that `--law cn` leaves out, by the choice of law that judges them; `all.CHOICES` gathers them."""
