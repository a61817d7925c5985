"""What template.yaml says of the function."""

import yaml

from measure.folders import PROJECT


class _Loader(yaml.SafeLoader):
    pass


def _tag(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    return {suffix: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tag)


class Template:
    """The function with the default value of every parameter."""

    def __init__(self):
        self._template = yaml.load((PROJECT / "template.yaml").read_text(), _Loader)
        properties = self._template["Resources"]["ImageResizerFunction"]["Properties"]
        self.handler = properties["Handler"]
        self.memory = int(self._value(properties["MemorySize"]))
        self.timeout = int(self._value(properties["Timeout"]))
        self.environment = {
            name: self._value(value) for name, value in properties["Environment"]["Variables"].items()
        }

    def _value(self, value):
        if isinstance(value, dict):
            parameter = self._template["Parameters"].get(value.get("Ref"))
            value = parameter["Default"] if parameter else ""
        return str(value)
