using GraphQL.Validation;
using GraphQLParser.AST;

namespace Freshmaker.Host.GraphQL.Limits;

/// <summary>What comes by GET must not change anything.</summary>
public sealed class QueriesOnly : ValidationRuleBase
{
    public static QueriesOnly Instance { get; } = new();

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        if (context.Operation.Operation != OperationType.Query)
            context.ReportError(new MethodNotAllowed(context));
        return default;
    }
}

/// <summary>An operation came by a method that may not carry it.</summary>
public sealed class MethodNotAllowed(ValidationContext context) : ValidationError(
    context.Document.Source, "METHOD_NOT_ALLOWED", "Only queries may be sent by GET; send this operation by POST.", context.Operation);

/// <summary>Operations of a type that the schema does not have, told before the price is computed, which needs the type.</summary>
public sealed class KnownOperations : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        var operation = context.Operation;
        var known = operation.Operation switch
        {
            OperationType.Mutation => context.Schema.Mutation is not null,
            OperationType.Subscription => context.Schema.Subscription is not null,
            _ => true,
        };
        if (!known)
            context.ReportError(new ValidationError(
                context.Document.Source, "UNKNOWN_OPERATION", $"The schema has no {operation.Operation.ToString().ToLowerInvariant()}s.", operation));
        return default;
    }
}
