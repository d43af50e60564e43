using System.ComponentModel;
using Freshmaker.Host.Commands;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Mutations;

[Description("What can be ordered. Each order is recorded with who gave it and why, and can be sent again without being carried out twice.")]
public sealed class Mutation
{
    [Description("Ask for the rebuild of what an advisory affects.")]
    public static Task<OrderPayload> RequestAdvisoryRebuild(
        IResolveFieldContext context, [FromServices] RebuildRequests requests, [Description("What is asked for.")] RequestAdvisoryRebuildInput input) =>
        AnswerAsync(context, requests.RequestAsync(RequestKind.Advisory, input.ToBody(), OrderOf(context, input), input.Force ?? false, context.CancellationToken));

    [Description("Ask for the rebuild of named images.")]
    public static Task<OrderPayload> RequestImageRebuild(
        IResolveFieldContext context, [FromServices] RebuildRequests requests, [Description("What is asked for.")] RequestImageRebuildInput input) =>
        AnswerAsync(context, requests.RequestAsync(RequestKind.Images, input.ToBody(), OrderOf(context, input), force: false, context.CancellationToken));

    [Description("Ask for the rebuild of a module.")]
    public static Task<OrderPayload> RequestModuleRebuild(
        IResolveFieldContext context, [FromServices] RebuildRequests requests, [Description("What is asked for.")] RequestModuleRebuildInput input) =>
        AnswerAsync(context, requests.RequestAsync(RequestKind.Module, input.ToBody(), OrderOf(context, input), force: false, context.CancellationToken));

    [Description("Stop a rebuild. What has not begun is canceled at once; what runs, when the build system confirms.")]
    public static Task<OrderPayload> CancelRebuild(
        IResolveFieldContext context, [FromServices] RebuildOrders orders, [Description("What is to stop.")] CancelRebuildInput input) =>
        AnswerAsync(context, orders.CancelAsync(Ids.Rebuild("input.rebuild", input.Rebuild), OrderOf(context, input), context.CancellationToken));

    [Description("Stop one build and what depends on it; the others go on.")]
    public static Task<OrderPayload> CancelBuild(
        IResolveFieldContext context, [FromServices] RebuildOrders orders, [Description("What is to stop.")] CancelBuildInput input)
    {
        var (rebuild, build) = Ids.Build("input.build", input.Build);
        return AnswerAsync(context, orders.CancelBuildAsync(rebuild, build, OrderOf(context, input), context.CancellationToken));
    }

    [Description("Have a build that was not built tried again, with what was not built for want of it. A rebuild that has ended goes on.")]
    public static Task<OrderPayload> RetryBuild(
        IResolveFieldContext context, [FromServices] RebuildOrders orders, [Description("What is to be tried again.")] RetryBuildInput input)
    {
        var (rebuild, build) = Ids.Build("input.build", input.Build);
        return AnswerAsync(context, orders.RetryBuildAsync(rebuild, build, OrderOf(context, input), context.CancellationToken));
    }

    [Description("Write a note into the history of a rebuild, also when that is over.")]
    public static Task<OrderPayload> Annotate(
        IResolveFieldContext context, [FromServices] RebuildOrders orders, [Description("What is noted.")] AnnotateInput input)
    {
        var (rebuild, build) = input.Subject.Contains('/') ? Ids.Build("input.subject", input.Subject) : (Ids.Rebuild("input.subject", input.Subject), null);
        return AnswerAsync(context, orders.AnnotateAsync(rebuild, build, input.Text, OrderOf(context, input), context.CancellationToken));
    }

    static Order OrderOf(IResolveFieldContext context, OrderInput input) => new(context.Caller(), input.Reason, input.Key) { IsPreview = input is ActInput { Preview: true } };

    static async Task<OrderPayload> AnswerAsync(IResolveFieldContext context, Task<CommandAnswer> carryingOut)
    {
        var answer = await carryingOut;
        return new(answer, answer.Rebuild is { } id ? await context.RequestServices!.GetRequiredService<RebuildHistories>().AtVersionAsync(id, int.MaxValue, context.CancellationToken) : null);
    }
}
