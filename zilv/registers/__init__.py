"""Dated facts that judgement needs beside the attempts: a register that is supplied is complete."""
