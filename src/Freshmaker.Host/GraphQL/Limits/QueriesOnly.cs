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

/// <summary>Subscriptions are answered by streams, and streams are for nothing else. Told before the price is computed.</summary>
public sealed class OperationsOf : ValidationRuleBase
{
    readonly Func<OperationType, bool> _allowed;
    readonly string _message;

    OperationsOf(Func<OperationType, bool> allowed, string message) => (_allowed, _message) = (allowed, message);

    /// <summary>What is answered at once.</summary>
    public static OperationsOf Requests { get; } = new(o => o != OperationType.Subscription, "Subscriptions are served as server-sent events at /graphql/stream, not here.");

    /// <summary>What is answered as it happens.</summary>
    public static OperationsOf Streams { get; } = new(o => o == OperationType.Subscription, "Only subscriptions are served here; send queries and mutations to /graphql.");

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        if (!_allowed(context.Operation.Operation))
            context.ReportError(new ValidationError(context.Document.Source, "WRONG_ENDPOINT", _message, context.Operation) { Code = "WRONG_ENDPOINT" });
        return default;
    }
}

/// <summary>An operation came by a method that may not carry it.</summary>
public sealed class MethodNotAllowed(ValidationContext context) : ValidationError(
    context.Document.Source, "METHOD_NOT_ALLOWED", "Only queries may be sent by GET; send this operation by POST.", context.Operation);
