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
