namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>Answers as a hub writes them, with values of our own (behaviour.md Appendix B).</summary>
static class Shapes
{
    public static readonly string Build = Response(Struct(
        ("id", "<int>3311442</int>"), ("build_id", "<int>3311442</int>"), ("name", "<string>web-container</string>"), ("version", "<string>1</string>"), ("release", "<string>5</string>"),
        ("nvr", "<string>web-container-1-5</string>"), ("task_id", "<nil/>"), ("epoch", "<nil/>"), ("state", "<int>1</int>"),
        ("source", "<string>git://dist-git.example.com/containers/web#0d3a9c1f</string>"), ("creation_ts", "<double>1732345678.25</double>"),
        ("extra", Struct(
            ("container_koji_task_id", "<int>60411977</int>"),
            ("image", Struct(
                ("parent_build_id", "<int>3300001</int>"),
                ("parent_image_builds", Struct(("registry.example.com/rt:1", Struct(("id", "<int>3300001</int>"), ("nvr", "<string>rt-container-1-4</string>"))))),
                ("odcs", Struct(("compose_ids", "<array><data><value><int>990001</int></value><value><int>990002</int></value></data></array>"))),
                ("flatpak", "<boolean>0</boolean>")))))));

    public static readonly string Task = Response(Struct(
        ("id", "<int>60411977</int>"), ("state", "<int>2</int>"), ("method", "<string>buildContainer</string>"), ("parent", "<nil/>"), ("weight", "<double>2.0</double>"),
        ("request", "<array><data><value><string>git://dist-git.example.com/containers/web#0d3a9c1f</string></value><value><string>web-1-candidate</string></value><value>"
            + Struct(("git_branch", "<string>web-1</string>")) + "</value></data></array>")));

    public static readonly string Fault = Faulty("<int>1000</int>", "<string>No such build: 'web-container-1-5'</string>");

    public static string Response(string typed) => $"<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>{typed}</value>\n</param>\n</params>\n</methodResponse>\n";

    public static string Faulty(string code, string text) =>
        $"<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value>{Struct(("faultCode", code), ("faultString", text))}</value>\n</fault>\n</methodResponse>\n";

    public static string Struct(params IEnumerable<(string Name, string Typed)> members) =>
        $"<struct>\n{string.Concat(members.Select(member => $"<member>\n<name>{member.Name}</name>\n<value>{member.Typed}</value>\n</member>\n"))}</struct>";

    /// <summary>The answer to a multiCall: each of its calls answered with the same.</summary>
    public static string Multi(string typed, int count = 1) =>
        Response($"<array><data>{string.Concat(Enumerable.Repeat($"<value><array><data><value>{typed}</value></data></array></value>", count))}</data></array>");
}
