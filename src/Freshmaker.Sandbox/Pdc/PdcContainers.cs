using System.Text.Json.Nodes;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Pdc;

/// <summary>The world's containers as release components, and their relationships with the RPMs that they include.</summary>
internal sealed class PdcContainers
{
    private static readonly string[] Paging = ["ordering", "page", "page_size"];
    private static readonly string[] RelationshipFilters = ["type", "from_component_name", "from_component_release", "to_component_name", "to_component_release"];
    private static readonly string[] ComponentFilters = ["name", "release", "type", "dist_git_branch"];

    private readonly IReadOnlyList<WorldContainer> _containers;
    private readonly IReadOnlyList<(long Id, WorldContainer Container, string Rpm)> _relationships;
    private readonly ILookup<string, (long Id, WorldContainer Container, string Rpm)> _byRpm;
    private readonly ILookup<string, WorldContainer> _byName;

    public PdcContainers(ImageWorld world)
    {
        _containers = [.. world.Containers.OrderBy(container => container.Id)];
        _relationships = [.. _containers.SelectMany(container => container.Rpms.Select(rpm => (container, rpm))).Select((pair, index) => (index + 1L, pair.container, pair.rpm))];
        _byRpm = _relationships.ToLookup(relationship => relationship.Rpm);
        _byName = _containers.ToLookup(container => container.Name);
    }

    public WorldContainer? Find(long id) => _containers.FirstOrDefault(container => container.Id == id);

    public IReadOnlyList<JsonObject> Relationships(IQueryCollection query)
    {
        Check(query, RelationshipFilters);
        var candidates = query.ContainsKey("to_component_name") ? query["to_component_name"].Distinct().SelectMany(rpm => _byRpm[rpm ?? ""]).OrderBy(relationship => relationship.Id) : _relationships.AsEnumerable();
        return [.. candidates
            .Where(relationship => Any(query, "type", "ContainerIncludesRPM") && Any(query, "from_component_name", relationship.Container.Name)
                && Any(query, "from_component_release", relationship.Container.Release) && Any(query, "to_component_release", relationship.Container.Release))
            .Select(relationship => new JsonObject
            {
                ["id"] = relationship.Id,
                ["type"] = "ContainerIncludesRPM",
                ["from_component"] = new JsonObject { ["id"] = relationship.Container.Id, ["name"] = relationship.Container.Name, ["release"] = relationship.Container.Release },
                ["to_component"] = new JsonObject { ["id"] = 1_000_000 + relationship.Id, ["name"] = relationship.Rpm, ["release"] = relationship.Container.Release },
            })];
    }

    public IReadOnlyList<JsonObject> Components(IQueryCollection query)
    {
        Check(query, ComponentFilters);
        var candidates = query.ContainsKey("name") ? query["name"].Distinct().SelectMany(name => _byName[name ?? ""]).OrderBy(container => container.Id) : _containers.AsEnumerable();
        return [.. candidates
            .Where(container => Any(query, "release", container.Release) && Last(query, "type", "container") && Any(query, "dist_git_branch", container.Branch))
            .Select(ToJson)];
    }

    public static JsonObject ToJson(WorldContainer container) => new()
    {
        ["id"] = container.Id,
        ["name"] = container.Name,
        ["release"] = new JsonObject { ["release_id"] = container.Release, ["active"] = true },
        ["global_component"] = container.Name,
        ["brew_package"] = null,
        ["dist_git_branch"] = container.Branch,
        ["active"] = true,
        ["type"] = "container",
    };

    private static void Check(IQueryCollection query, string[] filters)
    {
        var unknown = query.Keys.Except([.. filters, .. Paging], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new PdcRefusal("detail", $"Unknown query params: {string.Join(", ", unknown)}.");
        }

        if (query.TryGetValue("ordering", out var ordering) && ordering != "id")
        {
            throw new PdcRefusal("detail", $"Unknown query key: {ordering} not in fields: id.");
        }
    }

    private static bool Last(IQueryCollection query, string filter, string value) => !query.TryGetValue(filter, out var wanted) || wanted[^1] == value;

    private static bool Any(IQueryCollection query, string filter, string value) => !query.TryGetValue(filter, out var wanted) || wanted.Contains(value, StringComparer.Ordinal);
}
