"""The top: settings become engine, platforms, web application and loops."""
