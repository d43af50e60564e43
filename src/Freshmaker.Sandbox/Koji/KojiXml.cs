using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Freshmaker.Sandbox.Koji;

/// <summary>XML-RPC as the hub reads and writes it; like Python's writer it lets characters through that XML forbids.</summary>
internal static class KojiXml
{
    public static (string Method, IReadOnlyList<object?> Args) ReadCall(string text)
    {
        var call = XDocument.Parse(text, LoadOptions.PreserveWhitespace).Root is { Name.LocalName: "methodCall" } root ? root : throw new XmlException("no methodCall");
        var method = call.Element("methodName")?.Value is { Length: > 0 } name ? name : throw new XmlException("no methodName");
        return (method, [.. call.Element("params")?.Elements("param").Select(param => Read(param.Element("value"))) ?? []]);
    }

    public static string Response(object? value)
    {
        var xml = new StringBuilder("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n");
        Write(xml, value);
        return xml.Append("</param>\n</params>\n</methodResponse>\n").ToString();
    }

    public static string Fault(int code, string text)
    {
        var xml = new StringBuilder("<?xml version='1.0'?>\n<methodResponse>\n<fault>\n");
        Write(xml, new Dictionary<string, object?> { ["faultCode"] = code, ["faultString"] = text });
        return xml.Append("</fault>\n</methodResponse>\n").ToString();
    }

    private static object? Read(XElement? value)
    {
        if (value is null)
        {
            throw new XmlException("no value");
        }

        if (value.Elements().FirstOrDefault() is not { } typed)
        {
            return value.Value;
        }

        return typed.Name.LocalName switch
        {
            "int" or "i4" or "i8" => long.Parse(typed.Value, CultureInfo.InvariantCulture),
            "double" => double.Parse(typed.Value, CultureInfo.InvariantCulture),
            "boolean" => typed.Value.Trim() == "1",
            "string" or "dateTime.iso8601" => typed.Value,
            "base64" => Convert.FromBase64String(typed.Value),
            "nil" => null,
            "array" => typed.Element("data")?.Elements("value").Select(Read).ToList() ?? [],
            "struct" => typed.Elements("member").ToDictionary(member => member.Element("name")!.Value, member => Read(member.Element("value"))),
            var unknown => throw new XmlException($"no type {unknown}"),
        };
    }

    private static void Write(StringBuilder xml, object? value)
    {
        xml.Append("<value>");
        _ = value switch
        {
            null => xml.Append("<nil/>"),
            bool flag => xml.Append("<boolean>").Append(flag ? '1' : '0').Append("</boolean>"),
            int number => xml.Append("<int>").Append(number).Append("</int>"),
            long and >= int.MinValue and <= int.MaxValue => xml.Append("<int>").Append(value).Append("</int>"),
            long number => xml.Append("<i8>").Append(number).Append("</i8>"),
            double number => xml.Append("<double>").Append(number.ToString("R", CultureInfo.InvariantCulture)).Append("</double>"),
            string text => xml.Append("<string>").Append(Escape(text)).Append("</string>"),
            byte[] data => xml.Append("<base64>").Append(Convert.ToBase64String(data)).Append("</base64>"),
            IReadOnlyDictionary<string, object?> members => WriteStruct(xml, members),
            IEnumerable<object?> items => WriteArray(xml, items),
            _ => throw new InvalidOperationException($"XML-RPC has no {value.GetType()}"),
        };
        xml.Append("</value>\n");
    }

    private static StringBuilder WriteStruct(StringBuilder xml, IReadOnlyDictionary<string, object?> members)
    {
        xml.Append("<struct>\n");
        foreach (var (name, member) in members)
        {
            xml.Append("<member>\n<name>").Append(Escape(name)).Append("</name>\n");
            Write(xml, member);
            xml.Append("</member>\n");
        }

        return xml.Append("</struct>");
    }

    private static StringBuilder WriteArray(StringBuilder xml, IEnumerable<object?> items)
    {
        xml.Append("<array><data>\n");
        foreach (var item in items)
        {
            Write(xml, item);
        }

        return xml.Append("</data></array>");
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
