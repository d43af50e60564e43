using System.Diagnostics;
using GraphQL;
using GraphQL.Execution;

namespace Freshmaker.Host.GraphQL.Http;

/// <summary>Faults of our own: logged with what we know, told to clients with no more than an id by which we find the log line.</summary>
static partial class Failures
{
    public static Task LogAsync(UnhandledExceptionContext context)
    {
        var services = context.ExecutionOptions.RequestServices!;
        var id = Activity.Current?.TraceId.ToString() ?? services.GetService<IHttpContextAccessor>()?.HttpContext?.TraceIdentifier ?? "unknown";
        Log(services.GetRequiredService<ILogger<FreshmakerSchema>>(), context.FieldContext is { } field ? string.Join('.', field.Path) : "", id, context.OriginalException);
        context.ErrorMessage = $"Something went wrong on our side. Name this id when you report it: {id}.";
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "GraphQL query failed at {Path} ({CorrelationId})")]
    private static partial void Log(ILogger logger, string path, string correlationId, Exception exception);
}

/// <summary>Errors as clients see them: a message, where, and a stable code; never the type of an exception.</summary>
sealed class Errors() : ErrorInfoProvider(o => (o.ExposeExceptionDetails, o.ExposeCodes, o.ExposeData) = (false, false, false))
{
    public override ErrorInfo GetInfo(ExecutionError executionError)
    {
        var info = base.GetInfo(executionError);
        if (executionError is UnhandledError)
            info.Extensions = new Dictionary<string, object?> { ["code"] = "INTERNAL" };
        return info;
    }
}
