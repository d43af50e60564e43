using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>Values written out in full, to compare them.</summary>
static class Same
{
    public static string Text(XmlRpcValue value) => value switch
    {
        XmlRpcValue.Bytes { Data: var data } => $"bytes {Convert.ToHexString(data)}",
        XmlRpcValue.List { Items: var items } => $"[{string.Join(", ", items.Select(Text))}]",
        XmlRpcValue.Struct { Members: var members } => $"{{{string.Join(", ", members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key.Length} {m.Key}: {Text(m.Value)}"))}}}",
        XmlRpcValue.Text { Chars: var chars } => $"text {chars.Length} {chars}",
        XmlRpcValue.Instant { At: var at } => $"at {at:O}",
        XmlRpcValue.Real { Number: var number } => $"real {BitConverter.DoubleToInt64Bits(number)}",
        _ => $"{value}",
    };
}
