using System.Globalization;
using System.Text;
using System.Xml;

namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>Writes calls. What XML cannot hold of a text is replaced, see <see cref="XmlText.Fit"/>: the system then refuses a name it does not know.</summary>
internal static class XmlRpcWriter
{
    static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize, // a reader makes a line feed of a bare carriage return
    };

    public static byte[] Call(string method, IEnumerable<XmlRpcValue> args)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("methodCall");
            xml.WriteElementString("methodName", method);
            xml.WriteStartElement("params");
            foreach (var arg in args)
            {
                xml.WriteStartElement("param");
                Write(xml, arg);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    static void Write(XmlWriter xml, XmlRpcValue value)
    {
        xml.WriteStartElement("value");
        switch (value)
        {
            case XmlRpcValue.Integer { Number: >= int.MinValue and <= int.MaxValue and var number }:
                xml.WriteElementString("int", number.ToString(CultureInfo.InvariantCulture));
                break;
            case XmlRpcValue.Integer { Number: var number }:
                xml.WriteElementString("i8", number.ToString(CultureInfo.InvariantCulture));
                break;
            case XmlRpcValue.Real { Number: var number }:
                xml.WriteElementString("double", number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case XmlRpcValue.Boolean { Flag: var flag }:
                xml.WriteElementString("boolean", flag ? "1" : "0");
                break;
            case XmlRpcValue.Text { Chars: var text }:
                xml.WriteElementString("string", XmlText.Fit(text));
                break;
            case XmlRpcValue.Instant { At: var at }:
                xml.WriteElementString("dateTime.iso8601", at.ToString("yyyyMMdd'T'HH:mm:ss", CultureInfo.InvariantCulture));
                break;
            case XmlRpcValue.Bytes { Data: var data }:
                xml.WriteElementString("base64", Convert.ToBase64String(data));
                break;
            case XmlRpcValue.List { Items: var items }:
                WriteList(xml, items);
                break;
            case XmlRpcValue.Struct { Members: var members }:
                WriteStruct(xml, members);
                break;
            default:
                xml.WriteStartElement("nil");
                xml.WriteEndElement();
                break;
        }

        xml.WriteEndElement();
    }

    static void WriteList(XmlWriter xml, IReadOnlyList<XmlRpcValue> items)
    {
        xml.WriteStartElement("array");
        xml.WriteStartElement("data");
        foreach (var item in items)
            Write(xml, item);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void WriteStruct(XmlWriter xml, IReadOnlyDictionary<string, XmlRpcValue> members)
    {
        xml.WriteStartElement("struct");
        foreach (var (name, member) in members)
        {
            xml.WriteStartElement("member");
            xml.WriteElementString("name", XmlText.Fit(name));
            Write(xml, member);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
