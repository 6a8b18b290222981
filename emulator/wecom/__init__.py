"""Stands in for WeCom's server (企业微信): the API that applications call and the callbacks that they receive."""
