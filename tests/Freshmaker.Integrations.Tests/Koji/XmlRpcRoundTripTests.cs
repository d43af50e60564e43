using System.Text;
using Freshmaker.Integrations.Koji.XmlRpc;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class XmlRpcRoundTripTests
{
    static readonly string[] Texts =
    [
        "", " ", "\n", "\t x \r\n", "\r", "<&>\"'", "]]>", "naïve 漢字 \U0001F980", "&amp;", "web-1-5", "<value><int>1</int></value>", new('x', 5000), "\u0085\u2028",
    ];

    static readonly long[] Numbers = [0, 1, -1, int.MaxValue, int.MinValue, int.MaxValue + 1L, int.MinValue - 1L, long.MaxValue, long.MinValue];

    static readonly double[] Reals = [0, -0.0, 1.5, -1e-300, double.MaxValue, double.Epsilon, 1e21, 1732345678.123456];

    [Fact]
    public void What_is_written_is_read_again() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var value = Value(new Choices(bytes), 0);

            Same.Text(Read(XmlRpcWriter.Call("m", [value]))).ShouldBe(Same.Text(value));
        }));

    [Fact]
    public void Any_text_at_all_is_written_as_xml_and_read_again_with_what_xml_cannot_hold_replaced() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(ArbMap.Default.ArbFor<char[]>(), chars =>
        {
            var read = Read(XmlRpcWriter.Call("m", [XmlRpcValue.Of((new string(chars), new string(chars)))]));

            var (name, text) = ((XmlRpcValue.Struct)read).Members.Select(m => (m.Key, ((XmlRpcValue.Text)m.Value).Chars)).Single();
            (name.Length, text.Length).ShouldBe((chars.Length, chars.Length));
            text.Zip(chars).ShouldAllBe(pair => pair.First == pair.Second || pair.First == '\uFFFD');
            name.ShouldBe(text);
        }));

    [Fact]
    public void What_xml_cannot_hold_is_replaced_and_nothing_else()
    {
        XmlText.Fit("a\0b\u0001c\u001F").ShouldBe("a\uFFFDb\uFFFDc\uFFFD");
        XmlText.Fit("\uD800").ShouldBe("\uFFFD");
        XmlText.Fit("\uDC00x\uD83E\uDD80\uD83E").ShouldBe("\uFFFDx\uD83E\uDD80\uFFFD");
        XmlText.Fit("\uFFFE\uFFFF\uFFFD").ShouldBe("\uFFFD\uFFFD\uFFFD");
        XmlText.Fit("tab\tline\nreturn\r").ShouldBe("tab\tline\nreturn\r");
    }

    [Fact]
    public void A_call_looks_as_kojis_own_client_writes_it() =>
        Encoding.UTF8.GetString(XmlRpcWriter.Call("getBuild", ["web-1-5", 7L, 5_000_000_000L, true, XmlRpcValue.None, 1.5, XmlRpcValue.Of([1L]), XmlRpcValue.Of(("a", "b"))])).ShouldBe(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><methodCall><methodName>getBuild</methodName><params>"
            + "<param><value><string>web-1-5</string></value></param><param><value><int>7</int></value></param><param><value><i8>5000000000</i8></value></param>"
            + "<param><value><boolean>1</boolean></value></param><param><value><nil /></value></param><param><value><double>1.5</double></value></param>"
            + "<param><value><array><data><value><int>1</int></value></data></array></value></param>"
            + "<param><value><struct><member><name>a</name><value><string>b</string></value></member></struct></value></param></params></methodCall>");

    static XmlRpcValue Read(byte[] call)
    {
        var text = Encoding.UTF8.GetString(call);
        var args = text[text.IndexOf("<params>", StringComparison.Ordinal)..].Replace("</methodCall>", "");
        return XmlRpcReader.Response(Encoding.UTF8.GetBytes($"<methodResponse>{args}</methodResponse>")).ShouldBeOfType<XmlRpcResponse.Result>().Value;
    }

    static XmlRpcValue Value(Choices choice, int depth) => choice.Of(depth > 5 ? 7 : 9) switch
    {
        0 => new XmlRpcValue.Integer(choice.From(Numbers)),
        1 => new XmlRpcValue.Real(choice.From(Reals)),
        2 => new XmlRpcValue.Boolean(choice.Of(2) == 1),
        3 => new XmlRpcValue.Text(choice.From(Texts)),
        4 => new XmlRpcValue.Instant(new DateTime(2000 + choice.Of(60), 1 + choice.Of(12), 1 + choice.Of(28), choice.Of(24), choice.Of(60), choice.Of(60))),
        5 => new XmlRpcValue.Bytes([.. Enumerable.Range(0, choice.Of(40)).Select(_ => (byte)choice.Of(256))]),
        6 => XmlRpcValue.None,
        7 => new XmlRpcValue.List([.. Enumerable.Range(0, choice.Of(4)).Select(_ => Value(choice, depth + 1))]),
        _ => XmlRpcValue.Of(Enumerable.Range(0, choice.Of(4)).Select(i => ($"{i}{choice.From(Texts)}", Value(choice, depth + 1)))),
    };
}
