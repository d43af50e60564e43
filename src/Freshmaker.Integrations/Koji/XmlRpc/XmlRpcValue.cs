namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>A value as XML-RPC knows it, with the common extensions nil and i8.</summary>
internal abstract record XmlRpcValue
{
    XmlRpcValue() { }

    public static readonly XmlRpcValue None = new Nil();

    /// <summary>int, i4 and i8 alike.</summary>
    public sealed record Integer(long Number) : XmlRpcValue;

    public sealed record Real(double Number) : XmlRpcValue;

    public sealed record Boolean(bool Flag) : XmlRpcValue;

    public sealed record Text(string Chars) : XmlRpcValue;

    /// <summary>A time without a zone, to the second.</summary>
    public sealed record Instant(DateTime At) : XmlRpcValue;

    public sealed record Bytes(byte[] Data) : XmlRpcValue;

    public sealed record Nil : XmlRpcValue;

    public sealed record List(IReadOnlyList<XmlRpcValue> Items) : XmlRpcValue;

    public sealed record Struct(IReadOnlyDictionary<string, XmlRpcValue> Members) : XmlRpcValue;

    public static implicit operator XmlRpcValue(string? text) => text is null ? None : new Text(text);

    public static implicit operator XmlRpcValue(long number) => new Integer(number);

    public static implicit operator XmlRpcValue(double number) => new Real(number);

    public static implicit operator XmlRpcValue(bool flag) => new Boolean(flag);

    public static XmlRpcValue Of(IEnumerable<string> texts) => new List([.. texts.Select(text => new Text(text))]);

    public static XmlRpcValue Of(IEnumerable<long> numbers) => new List([.. numbers.Select(number => new Integer(number))]);

    public static XmlRpcValue Of(params IEnumerable<(string Name, XmlRpcValue Value)> members) =>
        new Struct(members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));
}
