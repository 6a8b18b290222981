"""WeCom (企业微信): a self-built application's wire format."""
