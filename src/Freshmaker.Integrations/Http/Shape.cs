using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Http;

/// <summary>A place in a foreign answer, read strictly: missing and null are one thing, and any other type is a fault that names the place.</summary>
internal readonly struct Shape(Answer answer, JsonElement? element, string path)
{
    public bool IsNull => element is null or { ValueKind: JsonValueKind.Null };

    public string Path => path;

    public static Shape Of(Answer answer) => new(answer, answer.Json(), "");

    /// <summary>A member of this object; of nothing when this is nothing.</summary>
    public Shape At(string name)
    {
        if (IsNull)
            return new(answer, null, Join(name));
        return element is { ValueKind: JsonValueKind.Object } found ? new(answer, found.At(name), Join(name)) : throw Fault("must be an object");
    }

    public Shape At(params ReadOnlySpan<string> names)
    {
        var at = this;
        foreach (var name in names)
            at = at.At(name);
        return at;
    }

    public Shape Required() => IsNull ? throw Fault("is missing") : this;

    /// <summary>Text to be kept: NUL becomes U+FFFD.</summary>
    public string? Text()
    {
        if (IsNull)
            return null;
        return element is { ValueKind: JsonValueKind.String } found && found.FreeText() is { } text ? text : throw Fault("must be a text");
    }

    public bool Flag() => IsNull ? false : element!.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault("must be true or false"),
    };

    public long? WholeNumber()
    {
        if (IsNull)
            return null;
        return element is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : throw Fault("must be a whole number");
    }

    /// <summary>The items of this list; none when it is nothing.</summary>
    public List<Shape> Items()
    {
        if (IsNull)
            return [];
        if (element is not { ValueKind: JsonValueKind.Array } list)
            throw Fault("must be a list");
        var items = new List<Shape>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
            items.Add(new(answer, item, $"{path}[{items.Count}]"));
        return items;
    }

    /// <summary>The texts of this list, without nulls and empty ones.</summary>
    public List<string> Texts() => [.. Items().Select(item => item.Text()).OfType<string>().Where(text => text.Length > 0)];

    /// <summary>Says that this place breaks a rule.</summary>
    public OutsideFault Fault(string rule) => answer.Fault($"{(path.Length == 0 ? "the body" : path)} {rule}", element);

    string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
