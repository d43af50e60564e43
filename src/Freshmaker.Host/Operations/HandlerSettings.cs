using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.Operations;

/// <summary>Which handlers are switched on and in which order: <c>Freshmaker:Handlers:&lt;Name&gt;:Enabled</c> and <c>:Order</c>.</summary>
static class HandlerSettings
{
    const string Key = "Freshmaker:Handlers";
    const int DefaultOrder = 50;

    /// <param name="missing">Ports that nothing implements, each with the key that would change that.</param>
    public static IReadOnlyList<Type> Read(SettingsReader read, IReadOnlyDictionary<Type, string> missing)
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
                Enabled: IsEnabled(read, type, missing),
                Order: read.Number($"{Key}:{type.Name}:Order", DefaultOrder, -1000, 1000)))
            .Where(h => h.Enabled).OrderBy(h => h.Order).ThenBy(h => h.Type.Name, StringComparer.Ordinal).Select(h => h.Type)];
    }

    /// <summary>On unless said otherwise; a handler that needs a system that is not configured is off, and cannot be switched on.</summary>
    static bool IsEnabled(SettingsReader read, Type handler, IReadOnlyDictionary<Type, string> missing)
    {
        string[] without = [.. NeedsOf(handler).Where(missing.ContainsKey).Select(p => missing[p]).Distinct()];
        var enabled = read.Flag($"{Key}:{handler.Name}:Enabled", without.Length == 0 && handler != typeof(ImagesOnParentBuilt));
        if (enabled && without.Length > 0)
            read.Refuse($"{Key}:{handler.Name}:Enabled cannot be true: the handler needs {string.Join(" and ", without)}");
        return enabled;
    }

    /// <summary>What it is given, and for images what builds them.</summary>
    static IEnumerable<Type> NeedsOf(Type handler) => GivenTo(handler).SelectMany(given => given == typeof(ImageSources) ? GivenTo(given) : [given])
        .Concat(handler.Name.StartsWith("Images", StringComparison.Ordinal) ? [typeof(IImageBuildSystem)] : Array.Empty<Type>());

    static IEnumerable<Type> GivenTo(Type type) => type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.ParameterType);
}
