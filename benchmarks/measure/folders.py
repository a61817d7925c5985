"""Where things are."""

from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PROJECT = HERE.parent
TARGET = HERE / "target"
PICTURES = TARGET / "pictures"
LOGS = TARGET / "logs"
FUNCTION = PROJECT / "ImageResizerFunction" / "target"
LAYER = PROJECT / "LibvipsLayer"
TOOLS = TARGET / "tools"
NODE = TARGET / "node"
