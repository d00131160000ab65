"""Proofs that what Sheaf has acknowledged survives kills, failing disks, power losses and damage."""
