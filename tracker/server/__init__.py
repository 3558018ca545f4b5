"""The mute post office: takes sealed letters, hands out sealed answers (docs/guides/operator.md)."""
