using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Projections.Paging;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation.Complexity;

namespace Freshmaker.Host.GraphQL.Paging;

/// <summary>Gives a field the arguments of a connection, and its price: what is below it counts once per row of the page.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PagedAttribute : GraphQLAttribute
{
    static readonly string Sizes = $"at most {GraphQLLimits.MaxPageSize}";

    public override void Modify(FieldType fieldType, bool isInputType)
    {
        fieldType.Arguments ??= [];
        Add(fieldType, "first", typeof(IntGraphType), $"Only the first rows, {Sizes}; {GraphQLLimits.DefaultPageSize} when neither `first` nor `last` is given. What is asked of a row costs that many times.");
        Add(fieldType, "after", typeof(StringGraphType), "Only rows after this cursor.");
        Add(fieldType, "last", typeof(IntGraphType), $"Only the last rows, {Sizes}. What is asked of a row costs that many times.");
        Add(fieldType, "before", typeof(StringGraphType), "Only rows before this cursor.");
        fieldType.WithComplexityImpact(c => new FieldComplexityResult(
            1, Math.Clamp(c.GetArgument<int?>("first") ?? c.GetArgument<int?>("last") ?? GraphQLLimits.DefaultPageSize, 1, GraphQLLimits.MaxPageSize)));
    }

    static void Add(FieldType field, string name, Type type, string description) => field.Arguments!.Add(new QueryArgument(type) { Name = name, Description = description });

    /// <summary>What the arguments ask for, or an error that names the argument and the rule.</summary>
    public static PageRequest Read(IResolveFieldContext context, string kind) => Read(context, new RowOrder<long>(kind, key => key));

    /// <inheritdoc cref="Read(IResolveFieldContext, string)"/>
    public static PageRequest Read<TRow>(IResolveFieldContext context, RowOrder<TRow> order)
    {
        var first = context.GetArgument<int?>("first");
        var last = context.GetArgument<int?>("last");
        if (first is not null && last is not null)
            throw Refused.Page("first", "cannot be combined with last; ask for one of them");
        var (name, size) = last is null ? ("first", first ?? GraphQLLimits.DefaultPageSize) : ("last", last.Value);
        if (size is < 0 or > GraphQLLimits.MaxPageSize)
            throw Refused.Page(name, $"must be from 0 to {GraphQLLimits.MaxPageSize}; it is {size}");
        var (after, before) = (ReadCursor(context, "after", order), ReadCursor(context, "before", order));
        return new(size, last is not null, after?.Key, before?.Key) { AfterValue = after?.Value, BeforeValue = before?.Value };
    }

    static (long Key, object? Value)? ReadCursor<TRow>(IResolveFieldContext context, string name, RowOrder<TRow> order) => context.GetArgument<string?>(name) is { } cursor
        ? order.Read(cursor) ?? throw Refused.Cursor(name, $"must be the cursor of a row of this list ({(order.Kind[0] is 'e' ? "an" : "a")} {order.Kind}), unchanged")
        : null;
}
