using System.Text.RegularExpressions;
using Freshmaker.Domain.Policies;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar; // "Scalar" alone is a namespace of another package

namespace Freshmaker.Host.Operations.Policies;

/// <summary>
/// A policy in YAML. Plain words are read by the core schema of YAML 1.2 (<c>true</c> and <c>1.10</c> are no texts; <c>yes</c> and <c>on</c> are). Anchors,
/// aliases and tags are refused: a rule should say what it says where it stands, and a few lines of aliases can stand for billions.
/// </summary>
static partial class YamlPolicy
{
    const int MaxDepth = 64;

    /// <exception cref="PolicyFileException">It is not YAML, or more than is taken.</exception>
    public static PolicyNode Parse(string text, string name)
    {
        try
        {
            using var reader = new StringReader(text);
            var parser = new Parser(reader);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                throw new PolicyFileException($"must not be empty ({name} is)");
            var root = Node(parser, name, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
                throw new PolicyFileException($"must name a file with one document ({name} has more)");
            return root;
        }
        catch (YamlException e)
        {
            throw new PolicyFileException($"is not YAML: {name}, line {e.Start.Line}, column {e.Start.Column}: {e.Message}");
        }
    }

    static PolicyNode Node(Parser parser, string path, int depth)
    {
        var start = parser.Current!.Start;
        if (depth > MaxDepth)
            throw Refused(path, start, $"is nested too deeply (at most {MaxDepth} levels)");
        if (parser.Accept<AnchorAlias>(out _) || parser.Current is NodeEvent { Anchor.IsEmpty: false })
            throw Refused(path, start, "has an anchor or an alias, which are not taken");
        if (parser.Current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
            throw Refused(path, start, "has a tag, which are not taken");
        if (parser.TryConsume<YamlScalar>(out var scalar))
            return Value(scalar, path);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<PolicyNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node(parser, PolicyNode.Below(path, $"{items.Count}"), depth + 1));
            return new PolicyList(path, items);
        }

        parser.Consume<MappingStart>();
        var entries = new List<(string, PolicyNode)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<YamlScalar>(out var key))
                throw Refused(path, parser.Current!.Start, "has a key that is no text");
            entries.Add((key.Value, Node(parser, PolicyNode.Below(path, key.Value), depth + 1)));
        }

        return new PolicyMap(path, entries);
    }

    static PolicyValue Value(YamlScalar scalar, string path) => scalar.Style != ScalarStyle.Plain
        ? new(path, scalar.Value, PolicyValueKind.Text)
        : scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => new(path, "", PolicyValueKind.Nothing),
            "true" or "True" or "TRUE" => new(path, "true", PolicyValueKind.Flag),
            "false" or "False" or "FALSE" => new(path, "false", PolicyValueKind.Flag),
            var text => new(path, text, Number().IsMatch(text) ? PolicyValueKind.Number : PolicyValueKind.Text),
        };

    static PolicyFileException Refused(string path, Mark at, string rule) => new($"cannot be taken: {path} (line {at.Line}) {rule}");

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();
}
