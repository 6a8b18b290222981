"""The engine that runs every form's route: pure values, one function per act. See docs/adr/0016."""
