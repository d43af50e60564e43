using System.Globalization;
using System.Text;
using System.Xml;

namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>
/// Reads responses: lenient in what servers really write (types in any prefix, values without a type, characters that XML forbids), strict in what could harm
/// (no DTD, bounded depth and number of values). Anything else is an <see cref="XmlRpcException"/> that names the place.
/// </summary>
internal sealed class XmlRpcReader
{
    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false, // a reference such as &#1; is no reason to lose the answer
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    static readonly string[] TimeFormats = ["yyyyMMdd'T'HH:mm:ss", "yyyyMMdd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyyMMdd'T'HHmmss"];

    readonly XmlReader _xml;
    readonly XmlRpcLimits _limits;
    readonly List<string> _place = [];
    readonly Stack<bool> _entered = []; // for each element that we are in: whether it is empty
    int _values;

    XmlRpcReader(XmlReader xml, XmlRpcLimits limits) => (_xml, _limits) = (xml, limits);

    /// <exception cref="XmlRpcException">The body is no response, or too large a one.</exception>
    public static XmlRpcResponse Response(ReadOnlySpan<byte> body, XmlRpcLimits? limits = null)
    {
        using var text = new StringReader(XmlText.Fit(Encoding.UTF8.GetString(body.StartsWith(Encoding.UTF8.Preamble) ? body[3..] : body)));
        using var xml = XmlReader.Create(text, Settings);
        try
        {
            return new XmlRpcReader(xml, limits ?? XmlRpcLimits.Usual).ReadResponse();
        }
        catch (XmlException broken)
        {
            throw new XmlRpcException(broken.Message, broken);
        }
    }

    XmlRpcResponse ReadResponse()
    {
        _xml.Read();
        Enter("methodResponse", "the document");
        if (!AtElement())
            throw new XmlRpcException("methodResponse must hold params or a fault");

        var what = _xml.LocalName == "fault" ? "fault" : "params";
        Enter(what, "methodResponse");
        XmlRpcResponse response = what == "fault" ? FaultOf(ReadOnlyValue("fault")) : new XmlRpcResponse.Result(AtElement() ? ReadParam() : XmlRpcValue.None);
        Leave(what);
        Leave("methodResponse");
        while (!_xml.EOF)
            _xml.Read(); // what follows must be well-formed too, else the document was cut or put together
        return response;
    }

    XmlRpcValue ReadParam()
    {
        Enter("param", "params");
        var value = ReadOnlyValue("param");
        Leave("param");
        return value;
    }

    XmlRpcValue ReadOnlyValue(string inside) => AtElement() ? ReadValue(0) : throw Wrong($"{inside} must hold a value");

    static XmlRpcResponse.Fault FaultOf(XmlRpcValue fault)
    {
        var text = fault.At("faultString") switch
        {
            XmlRpcValue.Text { Chars: var chars } => chars,
            XmlRpcValue.Bytes { Data: var data } => Encoding.UTF8.GetString(data),
            _ => "",
        };
        return fault.WholeNumber("faultCode") is >= int.MinValue and <= int.MaxValue and var code
            ? new((int)code, text)
            : throw new XmlRpcException("faultCode must be a whole number");
    }

    XmlRpcValue ReadValue(int depth)
    {
        if (++_values > _limits.MaxValues)
            throw Wrong($"there are more than {_limits.MaxValues} values");
        if (_xml.LocalName != "value")
            throw Wrong($"there is <{_xml.LocalName}> where <value> must be");
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            return new XmlRpcValue.Text("");
        }

        _xml.Read();
        var untyped = ReadText();
        if (_xml.NodeType != XmlNodeType.Element)
        {
            Leave("value");
            return new XmlRpcValue.Text(untyped);
        }

        if (!string.IsNullOrWhiteSpace(untyped))
            throw Wrong("there is text beside a typed value");
        var value = ReadTyped(depth);
        Leave("value");
        return value;
    }

    XmlRpcValue ReadTyped(int depth) => _xml.LocalName switch
    {
        "string" => new XmlRpcValue.Text(ReadScalar()),
        "int" or "i4" or "i8" or "i1" or "i2" => ReadInteger(),
        "boolean" => ReadBoolean(),
        "double" or "float" => ReadReal(),
        "nil" => ReadNil(),
        "dateTime.iso8601" or "dateTime" => ReadInstant(),
        "base64" => ReadBytes(),
        "array" => ReadList(Deeper(depth)),
        "struct" => ReadStruct(Deeper(depth)),
        var unknown => throw Wrong($"<{unknown}> is no type of XML-RPC"),
    };

    int Deeper(int depth) => depth < _limits.MaxDepth ? depth + 1 : throw Wrong($"structs and arrays are nested deeper than {_limits.MaxDepth}");

    XmlRpcValue.Integer ReadInteger() => long.TryParse(ReadScalar(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? new(number)
        : throw Wrong("an int must be a whole number of at most 64 bits");

    XmlRpcValue.Real ReadReal() => double.TryParse(ReadScalar(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? new(number)
        : throw Wrong("a double must be a finite number");

    XmlRpcValue.Boolean ReadBoolean() => ReadScalar().Trim() switch
    {
        "1" or "true" => new(true),
        "0" or "false" => new(false),
        _ => throw Wrong("a boolean must be 0 or 1"),
    };

    XmlRpcValue ReadNil()
    {
        ReadScalar();
        return XmlRpcValue.None;
    }

    XmlRpcValue.Instant ReadInstant() => DateTime.TryParseExact(
        ReadScalar().Trim(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var at)
        ? new(DateTime.SpecifyKind(at, DateTimeKind.Unspecified))
        : throw Wrong("a dateTime must be as in 20261123T08:00:00");

    XmlRpcValue.Bytes ReadBytes()
    {
        var text = ReadScalar();
        var data = new byte[text.Length];
        return Convert.TryFromBase64String(text, data, out var length) ? new(data[..length]) : throw Wrong("base64 is broken");
    }

    XmlRpcValue.List ReadList(int depth)
    {
        var items = new List<XmlRpcValue>();
        Enter("array", "value");
        if (AtElement())
        {
            Enter("data", "array");
            while (AtElement())
            {
                _place.Add($"[{items.Count}]");
                items.Add(ReadValue(depth));
                _place.RemoveAt(_place.Count - 1);
            }

            Leave("data");
        }

        Leave("array");
        return new(items);
    }

    XmlRpcValue.Struct ReadStruct(int depth)
    {
        var members = new Dictionary<string, XmlRpcValue>(StringComparer.Ordinal);
        Enter("struct", "value");
        while (AtElement())
        {
            Enter("member", "struct");
            if (!AtElement() || _xml.LocalName != "name")
                throw Wrong("a member must begin with its name");
            var name = ReadScalar();
            _place.Add($".{(name.Length > 80 ? name[..80] : name)}");
            if (!AtElement())
                throw Wrong("a member must have a value");
            members[name] = ReadValue(depth);
            _place.RemoveAt(_place.Count - 1);
            Leave("member");
        }

        Leave("struct");
        return new(members);
    }

    /// <summary>Steps into an element; of an empty one, its end comes next all the same.</summary>
    void Enter(string name, string inside)
    {
        if (!AtElement() || _xml.LocalName != name)
            throw Wrong($"{inside} must hold <{name}>");
        _entered.Push(_xml.IsEmptyElement);
        if (!_xml.IsEmptyElement)
            _xml.Read();
    }

    void Leave(string name)
    {
        // "value" is never entered empty: that case is read at once.
        if (name != "value" && _entered.Pop())
        {
            _xml.Read();
            return;
        }

        if (AtElement())
            throw Wrong($"there is <{_xml.LocalName}> where {name} must end");
        _xml.Read();
    }

    /// <summary>Whether the next thing is an element, not the end of the one we are in.</summary>
    bool AtElement()
    {
        if (_entered.TryPeek(out var empty) && empty)
            return false;
        while (_xml.NodeType is not (XmlNodeType.Element or XmlNodeType.EndElement) && !_xml.EOF)
        {
            if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                throw Wrong("there is text where an element must be");
            _xml.Read();
        }

        return _xml.NodeType == XmlNodeType.Element;
    }

    string ReadScalar()
    {
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            return "";
        }

        var name = _xml.LocalName;
        _xml.Read();
        var text = ReadText();
        if (_xml.NodeType == XmlNodeType.Element)
            throw Wrong($"<{name}> must hold text only");
        _xml.Read();
        return text;
    }

    string ReadText()
    {
        var first = "";
        StringBuilder? more = null;
        for (; _xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace; _xml.Read())
        {
            if (first.Length == 0)
                first = _xml.Value;
            else
                (more ??= new StringBuilder(first)).Append(_xml.Value);
        }

        return XmlText.Fit(more?.ToString() ?? first); // again, because of references
    }

    XmlRpcException Wrong(string problem) => new(_place.Count == 0 ? problem : $"at {string.Concat(_place).TrimStart('.')}: {problem}");
}
