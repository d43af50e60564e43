using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>Keeps every line of a log, at any level, with the exceptions.</summary>
internal sealed class Lines : ILoggerProvider, ILogger
{
    public ConcurrentBag<string> All { get; } = [];

    public IServiceCollection Collect(IServiceCollection services) => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Add($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
