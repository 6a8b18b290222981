"""What the office knows: pure rules and the shared vocabulary."""
