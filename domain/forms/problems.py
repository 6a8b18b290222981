"""What is wrong with a form, said so that an office clerk can mend it: file, key, cause and an example."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `key` is the place in the file, `example` a line of TOML or empty."""

    file: str
    key: str
    cause: str
    example: str = ""

    def __str__(self) -> str:
        example = f"示例：{self.example}" if self.example else ""
        return f"{self.file} 的 {self.key}：{self.cause}。{example}"
