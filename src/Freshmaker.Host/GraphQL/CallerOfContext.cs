using Freshmaker.Host.Security;
using GraphQL;

namespace Freshmaker.Host.GraphQL;

static class CallerOfContext
{
    /// <summary>Who sends the request that a field is part of.</summary>
    public static Caller Caller(this IResolveFieldContext context) => context.RequestServices!.GetRequiredService<IHttpContextAccessor>().HttpContext!.Caller();
}
