using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace Freshmaker.Host.GraphQL.Limits;

/// <summary>
/// Parses documents and refuses oversized ones before they are validated, because validating costs the square of their size: ten thousand aliases,
/// or fragments that spread others which spread others.
/// </summary>
public sealed class LimitedDocumentBuilder(GraphQLLimits limits) : IDocumentBuilder
{
    /// <summary>Nesting at which the parser gives up, so that brackets cannot exhaust the stack. Objects in arguments count, too.</summary>
    const int MaxNesting = 128;

    readonly GraphQLDocumentBuilder _parser = new() { MaxDepth = MaxNesting };

    public GraphQLDocument Build(string body)
    {
        var document = Parse(body);
        var fragments = document.Definitions.OfType<GraphQLFragmentDefinition>()
            .DistinctBy(f => f.FragmentName.Name.StringValue).ToDictionary(f => f.FragmentName.Name.StringValue, f => f.SelectionSet);
        var sizes = new Dictionary<string, long>();
        var total = document.Definitions.OfType<IHasSelectionSetNode>().Sum(d => Math.Min(SizeOf(d.SelectionSet, fragments, sizes), int.MaxValue));
        return total <= limits.MaxSelections ? document : throw new DocumentTooLarge(
            $"The document selects {(total >= int.MaxValue ? "far more" : total)} fields when its fragments are spread; at most {limits.MaxSelections} are allowed.");
    }

    GraphQLDocument Parse(string body)
    {
        try
        {
            return _parser.Build(body);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw new DocumentTooLarge($"The document is nested too deeply; at most {MaxNesting} levels are allowed.");
        }
    }

    static long SizeOf(GraphQLSelectionSet? set, Dictionary<string, GraphQLSelectionSet> fragments, Dictionary<string, long> sizes)
    {
        var size = 0L;
        foreach (var selection in set?.Selections ?? [])
        {
            size += 1 + (selection switch
            {
                GraphQLFragmentSpread spread => SizeOf(spread.FragmentName.Name.StringValue, fragments, sizes),
                IHasSelectionSetNode nested => SizeOf(nested.SelectionSet, fragments, sizes),
                _ => 0,
            });
            size = Math.Min(size, int.MaxValue);
        }

        return size;
    }

    static long SizeOf(string fragment, Dictionary<string, GraphQLSelectionSet> fragments, Dictionary<string, long> sizes)
    {
        if (sizes.TryGetValue(fragment, out var known))
            return known;
        sizes[fragment] = 0; // a cycle ends here; validation names it
        return sizes[fragment] = fragments.TryGetValue(fragment, out var set) ? SizeOf(set, fragments, sizes) : 0;
    }
}

/// <summary>A document is too large to be validated.</summary>
public sealed class DocumentTooLarge : DocumentError
{
    public DocumentTooLarge(string message) : base(message) => Code = "TOO_LARGE";
}
