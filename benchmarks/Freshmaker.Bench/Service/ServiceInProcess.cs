using Freshmaker.Domain.Ports;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Freshmaker.Bench.Service;

/// <summary>The real composition in this process, so that a measurement can stop its listener and count with its meters. Only the outside is replaced.</summary>
static class ServiceInProcess
{
    /// <param name="images">What stands for the systems that images need; null where no image is rebuilt.</param>
    public static async Task<WebApplication> StartAsync(ServiceSpace space, CancellationToken ct, ImagesOutside? images = null)
    {
        var app = Build(space, images);
        await app.StartAsync(ct);
        var listener = app.Services.GetRequiredService<BusListener>();
        while (!listener.IsListening) // its queues are bound, so that nothing is sent to nobody
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        return app;
    }

    public static WebApplication Build(ServiceSpace space, ImagesOutside? images = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(space.Keys);
        builder.Logging.ClearProviders();
        // Production's level and format, written to nowhere: making the lines is part of the work, the terminal is not.
        builder.Services.AddSerilog(log => log.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning).MinimumLevel.Override("Wolverine", LogEventLevel.Warning)
            .MinimumLevel.Override("JasperFx", LogEventLevel.Warning).MinimumLevel.Override("Marten", LogEventLevel.Warning)
            .Enrich.FromLogContext().WriteTo.Sink(new FormattedToNowhere()));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddFreshmaker(space.Settings);
        var outside = new NobodyOutside();
        builder.Services.RemoveAll<IModuleCatalogue>().AddSingleton<IModuleCatalogue>(outside);
        builder.Services.RemoveAll<IModuleBuildSystem>().AddSingleton<IModuleBuildSystem>(outside);
        builder.Services.RemoveAll<ISourceRepository>().AddSingleton<ISourceRepository>(outside);
        if (images is not null)
        {
            builder.Services.RemoveAll<IAdvisories>().AddSingleton<IAdvisories>(images);
            builder.Services.RemoveAll<IContentSets>().AddSingleton<IContentSets>(images);
            builder.Services.RemoveAll<IImageCatalogue>().AddSingleton<IImageCatalogue>(images);
            builder.Services.RemoveAll<IImageBuilds>().AddSingleton<IImageBuilds>(images);
            builder.Services.RemoveAll<IImageBuildSystem>().AddSingleton<IImageBuildSystem>(images);
            builder.Services.RemoveAll<IComposes>().AddSingleton<IComposes>(images);
        }

        return builder.Build();
    }

    sealed class FormattedToNowhere : ILogEventSink
    {
        readonly RenderedCompactJsonFormatter _formatter = new();

        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level >= LogEventLevel.Error)
                Console.Error.WriteLine(logEvent.RenderMessage() + logEvent.Exception);
            _formatter.Format(logEvent, TextWriter.Null);
        }
    }
}
