import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { BreakLeaseRequest as _imageserving_v1_BreakLeaseRequest, BreakLeaseRequest__Output as _imageserving_v1_BreakLeaseRequest__Output } from './imageserving/v1/BreakLeaseRequest.ts';
import type { CancelOperationRequest as _imageserving_v1_CancelOperationRequest, CancelOperationRequest__Output as _imageserving_v1_CancelOperationRequest__Output } from './imageserving/v1/CancelOperationRequest.ts';
import type { ComponentOutcome as _imageserving_v1_ComponentOutcome, ComponentOutcome__Output as _imageserving_v1_ComponentOutcome__Output } from './imageserving/v1/ComponentOutcome.ts';
import type { ComponentStatus as _imageserving_v1_ComponentStatus, ComponentStatus__Output as _imageserving_v1_ComponentStatus__Output } from './imageserving/v1/ComponentStatus.ts';
import type { ExitRecord as _imageserving_v1_ExitRecord, ExitRecord__Output as _imageserving_v1_ExitRecord__Output } from './imageserving/v1/ExitRecord.ts';
import type { Fence as _imageserving_v1_Fence, Fence__Output as _imageserving_v1_Fence__Output } from './imageserving/v1/Fence.ts';
import type { GetLeaseRequest as _imageserving_v1_GetLeaseRequest, GetLeaseRequest__Output as _imageserving_v1_GetLeaseRequest__Output } from './imageserving/v1/GetLeaseRequest.ts';
import type { GetOperationRequest as _imageserving_v1_GetOperationRequest, GetOperationRequest__Output as _imageserving_v1_GetOperationRequest__Output } from './imageserving/v1/GetOperationRequest.ts';
import type { Lease as _imageserving_v1_Lease, Lease__Output as _imageserving_v1_Lease__Output } from './imageserving/v1/Lease.ts';
import type { LeaseReport as _imageserving_v1_LeaseReport, LeaseReport__Output as _imageserving_v1_LeaseReport__Output } from './imageserving/v1/LeaseReport.ts';
import type { LeaseRequest as _imageserving_v1_LeaseRequest, LeaseRequest__Output as _imageserving_v1_LeaseRequest__Output } from './imageserving/v1/LeaseRequest.ts';
import type { LogChunk as _imageserving_v1_LogChunk, LogChunk__Output as _imageserving_v1_LogChunk__Output } from './imageserving/v1/LogChunk.ts';
import type { LogsRequest as _imageserving_v1_LogsRequest, LogsRequest__Output as _imageserving_v1_LogsRequest__Output } from './imageserving/v1/LogsRequest.ts';
import type { Operation as _imageserving_v1_Operation, Operation__Output as _imageserving_v1_Operation__Output } from './imageserving/v1/Operation.ts';
import type { OperationEvent as _imageserving_v1_OperationEvent, OperationEvent__Output as _imageserving_v1_OperationEvent__Output } from './imageserving/v1/OperationEvent.ts';
import type { OperationRequest as _imageserving_v1_OperationRequest, OperationRequest__Output as _imageserving_v1_OperationRequest__Output } from './imageserving/v1/OperationRequest.ts';
import type { Progress as _imageserving_v1_Progress, Progress__Output as _imageserving_v1_Progress__Output } from './imageserving/v1/Progress.ts';
import type { ReleaseLeaseRequest as _imageserving_v1_ReleaseLeaseRequest, ReleaseLeaseRequest__Output as _imageserving_v1_ReleaseLeaseRequest__Output } from './imageserving/v1/ReleaseLeaseRequest.ts';
import type { StatusReport as _imageserving_v1_StatusReport, StatusReport__Output as _imageserving_v1_StatusReport__Output } from './imageserving/v1/StatusReport.ts';
import type { StatusRequest as _imageserving_v1_StatusRequest, StatusRequest__Output as _imageserving_v1_StatusRequest__Output } from './imageserving/v1/StatusRequest.ts';
import type { SupervisorClient as _imageserving_v1_SupervisorClient, SupervisorDefinition as _imageserving_v1_SupervisorDefinition } from './imageserving/v1/Supervisor.ts';
import type { SupervisorStatus as _imageserving_v1_SupervisorStatus, SupervisorStatus__Output as _imageserving_v1_SupervisorStatus__Output } from './imageserving/v1/SupervisorStatus.ts';
import type { Usage as _imageserving_v1_Usage, Usage__Output as _imageserving_v1_Usage__Output } from './imageserving/v1/Usage.ts';
import type { WatchEvent as _imageserving_v1_WatchEvent, WatchEvent__Output as _imageserving_v1_WatchEvent__Output } from './imageserving/v1/WatchEvent.ts';
import type { WatchRequest as _imageserving_v1_WatchRequest, WatchRequest__Output as _imageserving_v1_WatchRequest__Output } from './imageserving/v1/WatchRequest.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Duration: MessageTypeDefinition<_google_protobuf_Duration, _google_protobuf_Duration__Output>
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  imageserving: {
    v1: {
      BreakLeaseRequest: MessageTypeDefinition<_imageserving_v1_BreakLeaseRequest, _imageserving_v1_BreakLeaseRequest__Output>
      CancelOperationRequest: MessageTypeDefinition<_imageserving_v1_CancelOperationRequest, _imageserving_v1_CancelOperationRequest__Output>
      ComponentAction: EnumTypeDefinition
      ComponentOutcome: MessageTypeDefinition<_imageserving_v1_ComponentOutcome, _imageserving_v1_ComponentOutcome__Output>
      ComponentState: EnumTypeDefinition
      ComponentStatus: MessageTypeDefinition<_imageserving_v1_ComponentStatus, _imageserving_v1_ComponentStatus__Output>
      Desired: EnumTypeDefinition
      ExitRecord: MessageTypeDefinition<_imageserving_v1_ExitRecord, _imageserving_v1_ExitRecord__Output>
      Fence: MessageTypeDefinition<_imageserving_v1_Fence, _imageserving_v1_Fence__Output>
      GetLeaseRequest: MessageTypeDefinition<_imageserving_v1_GetLeaseRequest, _imageserving_v1_GetLeaseRequest__Output>
      GetOperationRequest: MessageTypeDefinition<_imageserving_v1_GetOperationRequest, _imageserving_v1_GetOperationRequest__Output>
      Lease: MessageTypeDefinition<_imageserving_v1_Lease, _imageserving_v1_Lease__Output>
      LeaseReport: MessageTypeDefinition<_imageserving_v1_LeaseReport, _imageserving_v1_LeaseReport__Output>
      LeaseRequest: MessageTypeDefinition<_imageserving_v1_LeaseRequest, _imageserving_v1_LeaseRequest__Output>
      LogChunk: MessageTypeDefinition<_imageserving_v1_LogChunk, _imageserving_v1_LogChunk__Output>
      LogsRequest: MessageTypeDefinition<_imageserving_v1_LogsRequest, _imageserving_v1_LogsRequest__Output>
      Operation: MessageTypeDefinition<_imageserving_v1_Operation, _imageserving_v1_Operation__Output>
      OperationEvent: MessageTypeDefinition<_imageserving_v1_OperationEvent, _imageserving_v1_OperationEvent__Output>
      OperationKind: EnumTypeDefinition
      OperationRequest: MessageTypeDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationRequest__Output>
      OperationResult: EnumTypeDefinition
      Progress: MessageTypeDefinition<_imageserving_v1_Progress, _imageserving_v1_Progress__Output>
      ReleaseLeaseRequest: MessageTypeDefinition<_imageserving_v1_ReleaseLeaseRequest, _imageserving_v1_ReleaseLeaseRequest__Output>
      StatusReport: MessageTypeDefinition<_imageserving_v1_StatusReport, _imageserving_v1_StatusReport__Output>
      StatusRequest: MessageTypeDefinition<_imageserving_v1_StatusRequest, _imageserving_v1_StatusRequest__Output>
      /**
       * Controls and reports on the Server Supervisor of one host.
       * 
       * Every mutation is an operation with an id made by the caller. It lives on the agent: it goes on when the call that
       * asked for it ends, and the same id again answers with the same operation and never acts twice.
       * Errors carry google.rpc.Status details with ErrorInfo {reason, domain: "imageserving", metadata}.
       */
      Supervisor: SubtypeConstructor<typeof grpc.Client, _imageserving_v1_SupervisorClient> & { service: _imageserving_v1_SupervisorDefinition }
      SupervisorState: EnumTypeDefinition
      SupervisorStatus: MessageTypeDefinition<_imageserving_v1_SupervisorStatus, _imageserving_v1_SupervisorStatus__Output>
      Usage: MessageTypeDefinition<_imageserving_v1_Usage, _imageserving_v1_Usage__Output>
      WatchEvent: MessageTypeDefinition<_imageserving_v1_WatchEvent, _imageserving_v1_WatchEvent__Output>
      WatchRequest: MessageTypeDefinition<_imageserving_v1_WatchRequest, _imageserving_v1_WatchRequest__Output>
    }
  }
}

