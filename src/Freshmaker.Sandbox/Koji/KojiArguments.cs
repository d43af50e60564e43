namespace Freshmaker.Sandbox.Koji;

/// <summary>The arguments of a call, by place or by name: Koji's clients send named ones in a last struct that says so.</summary>
internal sealed class KojiArguments
{
    private const string Mark = "__starstar";
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public KojiArguments(string method, IReadOnlyList<object?> args, params ReadOnlySpan<string> names)
    {
        var named = args is [.., IReadOnlyDictionary<string, object?> last] && last.ContainsKey(Mark) ? last : null;
        var placed = named is null ? args : [.. args.SkipLast(1)];
        if (placed.Count > names.Length)
        {
            throw new KojiFault(KojiFault.Parameter, $"Invalid args for {method}: too many positional arguments");
        }

        for (var i = 0; i < placed.Count; i++)
        {
            _values[names[i]] = placed[i];
        }

        foreach (var (name, value) in named ?? new Dictionary<string, object?>())
        {
            if (name != Mark)
            {
                _values[name] = names.Contains(name) ? value : throw new KojiFault(KojiFault.Parameter, $"{method}() got an unexpected keyword argument '{name}'");
            }
        }
    }

    public object? this[string name] => _values.GetValueOrDefault(name);

    public string? Text(string name) => this[name] as string;

    public long? Number(string name) => this[name] switch { long number => number, double number => (long)number, _ => null };

    public bool Flag(string name, bool otherwise = false) => this[name] switch { bool flag => flag, long number => number != 0, _ => otherwise };

    public long Id(string name) => Number(name) ?? throw new KojiFault(KojiFault.Parameter, $"Invalid type for {name}: {this[name] ?? "None"}");

    public IReadOnlyDictionary<string, object?> Struct(string name) => this[name] as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>();
}
