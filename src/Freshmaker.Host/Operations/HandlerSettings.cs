using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.Operations;

/// <summary>Which handlers are switched on and in which order: <c>Freshmaker:Handlers:&lt;Name&gt;:Enabled</c> and <c>:Order</c>.</summary>
static class HandlerSettings
{
    const string Key = "Freshmaker:Handlers";
    const int DefaultOrder = 50;

    public static IReadOnlyList<Type> Read(SettingsReader read)
    {
        foreach (var section in read.Section(Key).GetChildren())
        {
            if (RebuildHandlers.Known.All(t => !t.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase)))
                read.Refuse($"{section.Path} is not a handler; known are {string.Join(", ", RebuildHandlers.Known.Select(t => t.Name))}");
            foreach (var unknown in section.GetChildren().Where(c => c.Key.ToLowerInvariant() is not ("enabled" or "order")))
                read.Refuse($"{unknown.Path} is not known; a handler has Enabled and Order");
        }

        return [.. RebuildHandlers.Known
            .Select(type => (
                Type: type,
                Enabled: read.Flag($"{Key}:{type.Name}:Enabled", true),
                Order: read.Number($"{Key}:{type.Name}:Order", DefaultOrder, -1000, 1000)))
            .Where(h => h.Enabled).OrderBy(h => h.Order).ThenBy(h => h.Type.Name, StringComparer.Ordinal).Select(h => h.Type)];
    }
}
