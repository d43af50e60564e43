using System.Text;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class XmlRpcReaderTests
{
    static XmlRpcResponse Read(string text, XmlRpcLimits? limits = null) => XmlRpcReader.Response(Encoding.UTF8.GetBytes(text), limits);

    static string Response(string value) => $"<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n{value}\n</param>\n</params>\n</methodResponse>\n";

    static string Value(string value) => Same.Text(Read(Response(value)).ShouldBeOfType<XmlRpcResponse.Result>().Value);

    [Theory]
    [InlineData("<value>plain</value>", "text 5 plain")]
    [InlineData("<value> a b </value>", "text 5  a b ")]
    [InlineData("<value></value>", "text 0 ")]
    [InlineData("<value/>", "text 0 ")]
    [InlineData("<value><string/></value>", "text 0 ")]
    [InlineData("<value>\n  <string> x </string>\n</value>", "text 3  x ")]
    [InlineData("<value><string>a<!-- c -->b<![CDATA[<c>]]></string></value>", "text 5 ab<c>")]
    [InlineData("<value><int> -7 </int></value>", "Integer { Number = -7 }")]
    [InlineData("<value><i4>+7</i4></value>", "Integer { Number = 7 }")]
    [InlineData("<value><i8>9223372036854775807</i8></value>", "Integer { Number = 9223372036854775807 }")]
    [InlineData("<value><ex:i8 xmlns:ex='urn:x'>5</ex:i8></value>", "Integer { Number = 5 }")]
    [InlineData("<value><ex:nil xmlns:ex='urn:x'/></value>", "Nil { }")]
    [InlineData("<value><nil></nil></value>", "Nil { }")]
    [InlineData("<value><boolean>1</boolean></value>", "Boolean { Flag = True }")]
    [InlineData("<value><boolean>false</boolean></value>", "Boolean { Flag = False }")]
    [InlineData("<value><dateTime.iso8601>20261123T08:09:10</dateTime.iso8601></value>", "at 2026-11-23T08:09:10.0000000")]
    [InlineData("<value><dateTime.iso8601>2026-11-23T08:09:10Z</dateTime.iso8601></value>", "at 2026-11-23T08:09:10.0000000")]
    [InlineData("<value><base64>\nAP8=\n</base64></value>", "bytes 00FF")]
    [InlineData("<value><base64/></value>", "bytes ")]
    [InlineData("<value><array><data/></array></value>", "[]")]
    [InlineData("<value><array/></value>", "[]")]
    [InlineData("<value><struct/></value>", "{}")]
    [InlineData("<value><struct><member><name/><value/></member></struct></value>", "{0 : text 0 }")]
    [InlineData("<value><struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct></value>", "{1 a: text 1 2}")]
    [InlineData("<value><array><data><value><array><data><value>x</value></data></array></value><value/></data></array></value>", "[[text 1 x], text 0 ]")]
    public void Servers_write_values_in_many_ways(string xml, string read) => Value(xml).ShouldBe(read);

    [Fact]
    public void Characters_that_xml_forbids_do_not_cost_the_answer()
    {
        Value("<value><string>a\u0000b\u001Bc</string></value>").ShouldBe("text 5 a\uFFFDb\uFFFDc");
        Value("<value><string>&#1;&#x1F;</string></value>").ShouldBe("text 2 \uFFFD\uFFFD");
        Same.Text(((XmlRpcResponse.Result)XmlRpcReader.Response([.. Encoding.UTF8.GetBytes("<methodResponse><params><param><value>"), 0xFF, 0xC3, .. "</value></param></params></methodResponse>"u8])).Value)
            .ShouldBe("text 2 \uFFFD\uFFFD");
    }

    [Fact]
    public void A_byte_order_mark_and_no_result_are_no_trouble()
    {
        XmlRpcReader.Response([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Response("<value>x</value>").Replace("<?xml version='1.0'?>\n", ""))]).ShouldBe(new XmlRpcResponse.Result("x"));
        Read("<methodResponse><params/></methodResponse>").ShouldBe(new XmlRpcResponse.Result(XmlRpcValue.None));
    }

    [Theory]
    [InlineData("<value><int>1000</int></value>", "<value><string>Bad</string></value>", 1000, "Bad")]
    [InlineData("<value><string>1000</string></value>", "<value/>", 1000, "")]
    [InlineData("<value><int>1</int></value>", "<value><base64>QUL/</base64></value>", 1, "AB\uFFFD")]
    public void A_fault_has_code_and_text(string code, string text, int read, string words) =>
        Read($"<methodResponse><fault><value><struct><member><name>faultCode</name>{code}</member><member><name>faultString</name>{text}</member></struct></value></fault></methodResponse>")
            .ShouldBe(new XmlRpcResponse.Fault(read, words));

    [Theory]
    [InlineData("", "Root element is missing")]
    [InlineData("<html><body>We will be back soon</body></html>", "the document must hold <methodResponse>")]
    [InlineData("{\"a\":1}", "Data at the root level is invalid")]
    [InlineData("<methodResponse/>", "methodResponse must hold params or a fault")]
    [InlineData("<methodResponse><params><param/></params></methodResponse>", "param must hold a value")]
    [InlineData("<methodResponse><params><param><value>x</value></param></params></methodResponse><more/>", "multiple root elements")]
    [InlineData("<methodResponse><params><param><value>x</value></param></params></methodResponse> \n <more/>", "multiple root elements")]
    [InlineData("<methodResponse><params><param><value>x</value></param></params>", "Unexpected end of file")]
    [InlineData("<methodResponse><params><param><value>x</value></param><param><value>y</value></param></params></methodResponse>", "there is <param> where params must end")]
    [InlineData("<methodResponse><fault><value>x</value></fault></methodResponse>", "faultCode must be a whole number")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><methodResponse><params><param><value>&a;</value></param></params></methodResponse>", "DTD is prohibited")]
    public void What_is_no_response_is_refused_with_the_place(string text, string problem) => Should.Throw<XmlRpcException>(() => Read(text)).Message.ShouldContain(problem);

    [Theory]
    [InlineData("<value><int>1.5</int></value>", "an int must be")]
    [InlineData("<value><int>99999999999999999999</int></value>", "an int must be")]
    [InlineData("<value><int/></value>", "an int must be")]
    [InlineData("<value><int><int>1</int></int></value>", "<int> must hold text only")]
    [InlineData("<value><double>nan</double></value>", "a double must be")]
    [InlineData("<value><double>1e999</double></value>", "a double must be")]
    [InlineData("<value><boolean>yes</boolean></value>", "a boolean must be")]
    [InlineData("<value><dateTime.iso8601>yesterday</dateTime.iso8601></value>", "a dateTime must be")]
    [InlineData("<value><base64>?</base64></value>", "base64 is broken")]
    [InlineData("<value><thing/></value>", "<thing> is no type")]
    [InlineData("<value>x<int>1</int></value>", "there is text beside a typed value")]
    [InlineData("<value><int>1</int><int>2</int></value>", "there is <int> where value must end")]
    [InlineData("<value><int>1</int>x</value>", "there is text where an element must be")]
    [InlineData("<value><struct><value/></struct></value>", "struct must hold <member>")]
    [InlineData("<value><struct><member/></struct></value>", "a member must begin with its name")]
    [InlineData("<value><struct><member><name>a</name></member></struct></value>", "at a: a member must have a value")]
    [InlineData("<value><struct><member><name>extra</name><value><array><data><value/><value><int>x</int></value></data></array></value></member></struct></value>", "at extra[1]: an int must be")]
    [InlineData("<value><string>&nbsp;</string></value>", "undeclared entity")]
    public void What_is_no_value_is_refused_with_the_place(string xml, string problem) => Should.Throw<XmlRpcException>(() => Value(xml)).Message.ShouldContain(problem);

    [Fact]
    public void Depth_is_bounded()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("<value><array><data>", depth)) + string.Concat(Enumerable.Repeat("</data></array></value>", depth));

        Value(Nested(100)).Length.ShouldBe(200);
        Should.Throw<XmlRpcException>(() => Value(Nested(101))).Message.ShouldContain("nested deeper than 100");
        Should.Throw<XmlRpcException>(() => Value(Nested(100_000))).Message.ShouldContain("nested deeper than 100");
    }

    [Fact]
    public void The_number_of_values_is_bounded()
    {
        var many = Response($"<value><array><data>{string.Concat(Enumerable.Repeat("<value/>", 1000))}</data></array></value>");

        Read(many, new(MaxValues: 1001)).ShouldBeOfType<XmlRpcResponse.Result>();
        Should.Throw<XmlRpcException>(() => Read(many, new(MaxValues: 1000))).Message.ShouldContain("more than 1000 values");
    }
}
