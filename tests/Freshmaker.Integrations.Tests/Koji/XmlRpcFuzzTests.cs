using System.Text;
using Freshmaker.Integrations.Koji.XmlRpc;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>Whatever a hub sends: it is an answer, or refused with the one exception there is for that.</summary>
public sealed class XmlRpcFuzzTests
{
    static readonly string[] Answers =
    [
        Shapes.Build, Shapes.Task, Shapes.Fault,
        "<?xml version='1.0'?>\n<methodResponse><params><param><value><array><data><value><array><data><value><nil/></value></data></array></value><value><struct><member><name>faultCode</name>"
        + "<value><int>1000</int></value></member><member><name>faultString</name><value><base64>AAEC</base64></value></member></struct></value></data></array></value></param></params></methodResponse>",
    ];

    static readonly string[] Parts =
    [
        "<value>", "</value>", "<value/>", "<int>", "</int>", "<int>1</int>", "<nil/>", "<struct>", "</struct>", "<member>", "<name>", "<array><data>", "</data></array>", "<base64>", "&#0;", "&lt;", "&x;",
        "<!--", "-->", "<![CDATA[", "]]>", "<?pi ?>", "<!DOCTYPE a>", "\0", "\uFFFF", "<", ">", "&", "\"", "<ex:nil/>", "<fault>", "</params>", "9", "-", " ", "\n",
    ];

    [Fact]
    public void Answers_with_parts_put_in_taken_out_or_doubled() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var choice = new Choices(bytes);
            var text = new StringBuilder(choice.From(Answers));
            for (var i = choice.Of(5); i >= 0; i--)
            {
                var at = ((choice.Of(256) * 256) + choice.Of(256)) % text.Length;
                var length = Math.Min(choice.Of(30), text.Length - at);
                _ = choice.Of(3) switch
                {
                    0 => text.Insert(at, choice.From(Parts)),
                    1 => text.Remove(at, Math.Min(length, text.Length - 1)),
                    _ => text.Insert(at, text.ToString(at, length)),
                };
            }

            Read(Encoding.UTF8.GetBytes(text.ToString()));
        }));

    [Fact]
    public void Answers_with_random_bytes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var choice = new Choices(bytes);
            var answer = Encoding.UTF8.GetBytes(choice.From(Answers));
            for (var i = choice.Of(6); i >= 0; i--)
                answer[((choice.Of(256) * 256) + choice.Of(256)) % answer.Length] = (byte)choice.Of(256);
            Read(answer);
        }));

    [Fact]
    public void Answers_cut_off_anywhere_are_never_taken()
    {
        foreach (var answer in Answers.Select(text => Encoding.UTF8.GetBytes(text.TrimEnd())))
        {
            for (var length = 0; length < answer.Length; length++)
                Read(answer[..length]).ShouldBeFalse($"the first {length} bytes");
            Read(answer).ShouldBeTrue();
        }
    }

    static bool Read(byte[] answer)
    {
        try
        {
            return XmlRpcReader.Response(answer) is not null;
        }
        catch (XmlRpcException refused)
        {
            refused.Message.ShouldNotBeEmpty();
            return false;
        }
    }
}
