"""The platforms' accounts in the configuration file."""

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from bot.section import Section
from bot.values import (
    AccountName,
    AesKey,
    AesKeyIfAny,
    CallbackToken,
    CallbackTokenIfAny,
    ConsoleId,
    CorpId,
    FilledSecret,
    StaffNumberPlace,
    Text,
    WebAddress,
)


class WecomAccount(Section):
    """One self-built application of one corporation. `name` is part of the callback's address."""

    name: AccountName = Field(examples=["staff"])
    corp_id: CorpId = Field(examples=["ww0123456789abcdef"])
    agent_id: int = Field(ge=1, examples=[1000002])
    secret: FilledSecret = Field(examples=["env:WECOM_SECRET"])
    token: CallbackToken = Field(examples=["env:WECOM_TOKEN"])
    aes_key: AesKey = Field(examples=["env:WECOM_AES_KEY"])
    contacts_secret: SecretStr = Field(default=SecretStr(""), examples=["env:WECOM_CONTACTS_SECRET"])
    checkin_secret: SecretStr = Field(default=SecretStr(""), examples=["env:WECOM_CHECKIN_SECRET"])
    guardians: bool = Field(default=False, examples=[True])
    staff_no_from: Literal["attribute", "userid"] = Field(default="attribute", examples=["attribute"])
    staff_no_attribute: Text = Field(default="工号", examples=["工号"])
    api_base: WebAddress = Field(default="https://qyapi.weixin.qq.com", examples=["https://qyapi.weixin.qq.com"])
    login_base: WebAddress = Field(default="https://open.weixin.qq.com", examples=["https://open.weixin.qq.com"])


class DingtalkAccount(Section):
    """One internal application of one organisation, with its robot. `token` and `aes_key` are for the mode "http"."""

    name: AccountName = Field(examples=["students"])
    client_id: ConsoleId = Field(examples=["ding0123456789abcdef"])
    client_secret: FilledSecret = Field(examples=["env:DINGTALK_SECRET"])
    corp_id: ConsoleId = Field(examples=["ding0123456789abcdef"])
    agent_id: int = Field(ge=1, examples=[123456])
    robot_code: ConsoleId = Field(examples=["ding0123456789abcdef"])
    mode: Literal["stream", "http"] = Field(default="stream", examples=["stream"])
    token: CallbackTokenIfAny = Field(default=SecretStr(""), examples=["env:DINGTALK_TOKEN"])
    aes_key: AesKeyIfAny = Field(default=SecretStr(""), examples=["env:DINGTALK_AES_KEY"])
    card_template_id: str = Field(default="", max_length=128, examples=["0123abcd-0123-0123-0123-0123456789ab.schema"])
    staff_no_from: StaffNumberPlace = Field(default="job_number", examples=["job_number"])
    approval_codes: tuple[Text, ...] = Field(default=(), examples=[["PROC-0123"]])
    api_base: WebAddress = Field(default="https://api.dingtalk.com", examples=["https://api.dingtalk.com"])
    oapi_base: WebAddress = Field(default="https://oapi.dingtalk.com", examples=["https://oapi.dingtalk.com"])
    login_base: WebAddress = Field(default="https://login.dingtalk.com", examples=["https://login.dingtalk.com"])

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.mode == "http" and not (self.token.get_secret_value() and self.aes_key.get_secret_value()):
            raise ValueError('mode 为 "http" 时要填写 token 和 aes_key（在开发者后台“事件订阅”页生成）')
        return self
