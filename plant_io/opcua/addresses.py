"""Where the tags of a card stand in a server's address space."""

from __future__ import annotations

from asyncua import Client, ua

from plant_io.plant import PlantCard


async def resolve(client: Client, card: PlantCard) -> dict[str, ua.NodeId]:
    """NodeId per tag: as the card says, or found by its browse path below the Objects folder.

    A name of a path is in the card's namespace, unless it says another ("0:Server"). Tags whose path leads nowhere are
    left out.
    """
    nodes = {tag.name: ua.NodeId.from_string(tag.node_id) for tag in card.tags if tag.node_id is not None}
    paths = [(tag.name, tag.browse_path) for tag in card.tags if tag.browse_path is not None]
    if paths:
        spaces = await client.get_namespace_array()
        own = spaces.index(card.namespace_uri) if card.namespace_uri in spaces else 0
        asked = [_path(path, own) for _, path in paths]
        answers = await client.uaclient.session.translate_browsepaths_to_nodeids(asked)
        for (name, _), answer in zip(paths, answers, strict=True):
            if answer.StatusCode.is_good() and answer.Targets:
                nodes[name] = answer.Targets[0].TargetId
    return nodes


def _path(names: list[str], own: int) -> ua.BrowsePath:
    path = ua.BrowsePath()
    path.StartingNode = ua.NodeId(ua.ObjectIds.ObjectsFolder)
    for name in names:
        space, colon, rest = name.partition(":")
        element = ua.RelativePathElement()
        element.ReferenceTypeId = ua.NodeId(ua.ObjectIds.HierarchicalReferences)
        element.IsInverse = False
        element.IncludeSubtypes = True
        named = bool(colon) and space.isdigit()
        element.TargetName = ua.QualifiedName(rest, int(space)) if named else ua.QualifiedName(name, own)
        path.RelativePath.Elements.append(element)
    return path
